-- What cameras are for, and whether they stand below an area. :path (area path, or '' for the whole city). Returns camera_row_id, purpose, inside.
SELECT c.camera_row_id, c.purpose, :path = '' OR coalesce(starts_with(a.path, :path), FALSE) AS inside
FROM register.camera AS c
LEFT JOIN grids.area AS a ON c.area_id = a.area_id;
