"""The journal refuses UPDATE, DELETE and TRUNCATE; sealing rules live in the database, not in good intentions."""

from django.db import migrations

GUARD = """
CREATE FUNCTION base_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fact_is_final BEFORE UPDATE OR DELETE ON base_fact
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER fact_stays BEFORE TRUNCATE ON base_fact
    FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER block_is_final BEFORE UPDATE OR DELETE ON base_journalblock
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
CREATE TRIGGER block_stays BEFORE TRUNCATE ON base_journalblock
    FOR EACH STATEMENT EXECUTE FUNCTION base_refuse_change();
"""
UNGUARD = """
DROP TRIGGER fact_is_final ON base_fact; DROP TRIGGER fact_stays ON base_fact;
DROP TRIGGER block_is_final ON base_journalblock; DROP TRIGGER block_stays ON base_journalblock;
DROP FUNCTION base_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0001_first_tables")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
