-- Paths of today's areas from the top down, "city/district/…/". No parameters. An area in a circle of parents keeps its own code as path.
WITH RECURSIVE tree AS (
    SELECT a.area_id, a.code || '/' AS path
    FROM grids.area AS a
    WHERE a.parent_id IS NULL AND a.valid_to IS NULL
    UNION ALL
    SELECT a.area_id, t.path || a.code || '/'
    FROM grids.area AS a
    INNER JOIN tree AS t ON a.parent_id = t.area_id
    WHERE a.valid_to IS NULL
)
UPDATE grids.area AS a
SET path = t.path
FROM tree AS t
WHERE a.area_id = t.area_id AND a.path <> t.path;
