-- What a written map is called: the area's name, or that of the one area without a parent. :area (code or ''), :day.
-- Returns title (may be null), fictional; no row for an unknown area.
SELECT
    CASE WHEN :area <> '' OR count(*) = 1 THEN min(a.name) END AS title,
    coalesce(bool_or(a.code_scheme = 'fictional'), FALSE) AS fictional
FROM grids.area AS a
WHERE a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
    AND CASE WHEN :area = '' THEN a.parent_id IS NULL ELSE a.code = :area END
HAVING :area = '' OR count(*) > 0;
