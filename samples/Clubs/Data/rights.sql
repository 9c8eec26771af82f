-- Run by the database's owner after its tables are made, as often as one likes.

-- The application's own data: one club at a time. The application says which one in each transaction.
ALTER TABLE club."Items" ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS one_club ON club."Items";
CREATE POLICY one_club ON club."Items" TO clubs_app USING ("Club" = pg_catalog.current_setting('club.current', true));
GRANT USAGE ON SCHEMA club TO clubs_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA club TO clubs_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA club TO clubs_app;

-- People who read the log with SQL: of one club, or of every club of a facility.
CREATE TABLE IF NOT EXISTS club.facilities (club text PRIMARY KEY, facility text NOT NULL);
CREATE TABLE IF NOT EXISTS club.sql_people (role_name name NOT NULL, club text, facility text);
REVOKE ALL ON club.facilities, club.sql_people FROM clubs_app;
CREATE OR REPLACE FUNCTION club.clubs_of(p_role name) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT f.club FROM club.facilities f JOIN club.sql_people p ON p.club = f.club OR p.facility = f.facility WHERE p.role_name = p_role
$$;

-- The log, once it is there: the application records and shows, and the clubs' own roles decide who reads what.
DO $do$
BEGIN
  IF EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'cairn') THEN
    GRANT cairn_writer, cairn_reader TO clubs_app;
    GRANT USAGE ON SCHEMA club TO cairn_owner;
    SET LOCAL ROLE cairn_owner;
    CREATE OR REPLACE FUNCTION cairn.host_access(p_role name) RETURNS TABLE (tenant text, actor_id text) LANGUAGE sql STABLE AS $$
      SELECT c, NULL::text FROM club.clubs_of(p_role) c
    $$;
    RESET ROLE;
  END IF;
END
$do$;
