-- Areas of a day, at and below a path. :day, :path (area path or ''). Returns area_id, path. Relies on ix_area_path.
SELECT a.area_id, a.path
FROM grids.area AS a
WHERE a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day) AND starts_with(a.path, :path)
ORDER BY a.path;
