-- The widest stored view of one camera: the least density, what it can reach before what it sees at once, walls considered before not.
-- :row (camera_row_id). Returns px_per_m, reach, ground and the view as GeoJSON text, or no row. Relies on uq_view_camera_row_id_px_per_m_reach_ground.
SELECT v.px_per_m, v.reach, v.ground, ST_AsGeoJSON(ST_ForcePolygonCCW(v.geom), 7) AS view
FROM register.view AS v
WHERE v.camera_row_id = :row AND NOT ST_IsEmpty(v.geom)
ORDER BY v.px_per_m, v.reach = 'reachable' DESC, v.ground = 'occluded' DESC, v.ground = 'footprints_cut' DESC
LIMIT 1;
