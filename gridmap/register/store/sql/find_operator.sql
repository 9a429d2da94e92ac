-- Whether any camera has that operator. :operator. Returns one row or none.
SELECT 1 AS found
FROM register.camera AS c
WHERE c.operator = CAST(:operator AS text)
LIMIT 1;
