from django.db import migrations

# A sequence is not rolled back, so no two states of the catalogue ever carry the same number.
FORWARD = """
CREATE SEQUENCE catalogue_version START 2;
INSERT INTO catalog_catalogueversion (id, version, changed_at) VALUES (1, 1, now()) ON CONFLICT DO NOTHING;
CREATE FUNCTION catalogue_bump() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalog_catalogueversion (id, version, changed_at) VALUES (1, nextval('catalogue_version'), now())
    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at;
    RETURN NULL;
END $$;
CREATE TRIGGER catalogue_bump AFTER INSERT OR UPDATE OR DELETE ON accounts_department FOR EACH STATEMENT EXECUTE FUNCTION catalogue_bump();
CREATE TRIGGER catalogue_bump AFTER INSERT OR UPDATE OR DELETE ON accounts_team FOR EACH STATEMENT EXECUTE FUNCTION catalogue_bump();
CREATE TRIGGER catalogue_bump AFTER INSERT OR UPDATE OR DELETE ON catalog_article_services FOR EACH STATEMENT EXECUTE FUNCTION catalogue_bump();
"""
BACKWARD = """
DROP TRIGGER catalogue_bump ON catalog_article_services;
DROP TRIGGER catalogue_bump ON accounts_team;
DROP TRIGGER catalogue_bump ON accounts_department;
DROP FUNCTION catalogue_bump();
DROP SEQUENCE catalogue_version;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
