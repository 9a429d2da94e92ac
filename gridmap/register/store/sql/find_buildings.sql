-- Which of some ids buildings have already. :ids (building_ids). Returns building_id. Relies on uq_building_building_id.
SELECT b.building_id FROM grids.building AS b
WHERE b.building_id = ANY(CAST(:ids AS text[]))
ORDER BY b.building_id COLLATE "C";
