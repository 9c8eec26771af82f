-- The roles of the cluster, none of which logs in: GRANT them to login roles. Whoever migrates without being superuser borrows owner and expiry until the end.
DO $cairn$
DECLARE
  v_role name;
BEGIN
  FOREACH v_role IN ARRAY ARRAY[{'owner'}, {'writer'}, {'reader'}, {'keeper'}, {'expiry'}]::name[] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = v_role) THEN
        EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', v_role);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- Roles are the cluster's: another database is being migrated at this moment.
    END;
  END LOOP;
  FOREACH v_role IN ARRAY ARRAY[{'owner'}, {'expiry'}]::name[] LOOP
    IF NOT pg_catalog.pg_has_role(current_user, v_role, 'MEMBER') THEN
      EXECUTE pg_catalog.format('GRANT %I TO CURRENT_USER', v_role);
      PERFORM pg_catalog.set_config('cairn.borrowed_' || CASE v_role WHEN {'owner'} THEN 'owner' ELSE 'expiry' END, 'yes', true);
    END IF;
  END LOOP;
END $cairn$;
