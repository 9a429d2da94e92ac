-- One finding under the declared scope, although the job role reads all. :finding. Returns what an answer is kept by. Relies on pk_finding.
SELECT f.finding_id, f.camera_row_id, f.area_id, f.rule, f.facts_digest
FROM register.finding AS f
WHERE f.finding_id = :finding AND f.camera_row_id IS NOT NULL
    AND ((SELECT grids.scope_is_city()) OR f.area_id IN (SELECT grids.scope_areas()));
