-- What the smallest set of one reduction would lose of what is seen today, by purpose area; areas that lose nothing have no row. :run.
-- Returns purpose_area_id, purpose, seen_cells, lost_cells, lost_m2. Relies on pk_reduction_area.
SELECT p.purpose_area_id, p.purpose, r.seen_cells, r.lost_cells, r.lost_m2
FROM register.reduction_area AS r
INNER JOIN register.purpose_area AS p ON r.purpose_area_row_id = p.purpose_area_row_id
WHERE r.run_id = :run AND r.lost_cells > 0
ORDER BY p.purpose_area_id COLLATE "C";
