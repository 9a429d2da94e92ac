DROP FUNCTION service.index_keys(), service.unindex_empty_keys(), service.attach_month(date), service.begin_month(date),
service.ensure_months(date[]), service.month_table(date), service.take_incident_ids(bigint);
DROP POLICY scope ON service.incident_summary;
DROP POLICY job ON service.incident_summary;
REVOKE ALL ON service.incident_summary FROM gridmap_service, gridmap_service_job;
