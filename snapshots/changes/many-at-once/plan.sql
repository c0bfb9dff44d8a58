-- expand-001
ALTER TYPE public.subscription_state ADD VALUE 'PAUSED' AFTER 'CANCELLED';

-- expand-002
CREATE TYPE public.time_kind AS ENUM ('WORK', 'TRAVEL');

-- expand-003
COMMENT ON TABLE public.label IS 'A coloured word put on tasks.';

-- expand-004
CREATE TABLE public.time_entry (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  organisation_id uuid NOT NULL,
  task_id uuid NOT NULL,
  account_id uuid NOT NULL,
  kind public.time_kind DEFAULT 'WORK'::public.time_kind NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT time_entry_pkey PRIMARY KEY (id),
  CONSTRAINT time_entry_finished_after_start CHECK (finished_at > started_at)
);

-- expand-005
ALTER TABLE public.time_entry ENABLE ROW LEVEL SECURITY;

-- expand-006
ALTER TABLE public.time_entry FORCE ROW LEVEL SECURITY;

-- expand-007
COMMENT ON TABLE public.time_entry IS 'Time spent on a task by one account.';

-- expand-008
ALTER TABLE public.attachment ADD COLUMN digest bytea;

-- expand-009
COMMENT ON COLUMN public.attachment.digest IS 'SHA-256 of the content; unknown for what was uploaded before it was kept.';

-- expand-010
ALTER TABLE public.invoice ADD COLUMN due_on date;

-- expand-011
CREATE FUNCTION public.invoice__due_on_fill() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $wesley$
#variable_conflict use_column
BEGIN
  NEW."due_on" := (SELECT (issued_at AT TIME ZONE 'UTC')::date + 14
    FROM unnest(ARRAY[NEW]) AS invoice);
  RETURN NEW;
EXCEPTION WHEN OTHERS THEN
  RETURN NEW;
END
$wesley$;

-- expand-012
CREATE TRIGGER zz_invoice_due_on_fill BEFORE INSERT OR UPDATE ON public.invoice FOR EACH ROW WHEN (NEW.due_on IS NULL) EXECUTE FUNCTION public.invoice__due_on_fill();

-- expand-013
ALTER TABLE public.project ADD COLUMN booked_hours numeric(10,2) DEFAULT 0 NOT NULL;

-- expand-014
COMMENT ON COLUMN public.project.booked_hours IS 'Hours booked in all, kept up to date by the application.';

-- expand-015
ALTER TABLE public.webhook ADD COLUMN public_id uuid;

-- expand-016
ALTER TABLE public.webhook ALTER COLUMN public_id SET DEFAULT gen_random_uuid();

-- expand-017
ALTER TABLE public.webhook ADD COLUMN retries integer DEFAULT 5 NOT NULL;

-- expand-018
CREATE INDEX CONCURRENTLY label_colour_idx ON public.label USING btree (colour);

-- expand-019
CREATE INDEX time_entry_account_id_idx ON public.time_entry USING btree (account_id);

-- expand-020
CREATE INDEX time_entry_organisation_id_idx ON public.time_entry USING btree (organisation_id);

-- expand-021
CREATE INDEX time_entry_task_id_started_at_idx ON public.time_entry USING btree (task_id, started_at);

-- expand-022
ALTER TABLE public.attachment ADD CONSTRAINT attachment_digest_is_sha256 CHECK (octet_length(digest) = 32) NOT VALID;

-- expand-023
ALTER TABLE public.project ADD CONSTRAINT project_booked_hours_not_negative CHECK (booked_hours >= 0) NOT VALID;

-- expand-024
ALTER TABLE public.webhook ADD CONSTRAINT webhook_retries_in_range CHECK (retries BETWEEN 0 AND 20) NOT VALID;

-- expand-025
ALTER TABLE public.time_entry ADD CONSTRAINT time_entry_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account (id) ON DELETE RESTRICT;

-- expand-026
ALTER TABLE public.time_entry ADD CONSTRAINT time_entry_organisation_id_fkey FOREIGN KEY (organisation_id) REFERENCES public.organisation (id) ON DELETE CASCADE;

-- expand-027
ALTER TABLE public.time_entry ADD CONSTRAINT time_entry_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.task (id) ON DELETE CASCADE;

-- expand-028
CREATE POLICY time_entry_tenant ON public.time_entry AS RESTRICTIVE FOR ALL TO PUBLIC USING (organisation_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (organisation_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- expand-029
CREATE POLICY time_entry_tenant_delete ON public.time_entry FOR DELETE TO PUBLIC USING (organisation_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- expand-030
CREATE POLICY time_entry_tenant_insert ON public.time_entry FOR INSERT TO PUBLIC WITH CHECK (organisation_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- expand-031
CREATE POLICY time_entry_tenant_select ON public.time_entry FOR SELECT TO PUBLIC USING (organisation_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- expand-032
CREATE POLICY time_entry_tenant_update ON public.time_entry FOR UPDATE TO PUBLIC USING (organisation_id = nullif(current_setting('app.tenant_id', true), '')::uuid) WITH CHECK (organisation_id = nullif(current_setting('app.tenant_id', true), '')::uuid);

-- backfill-001
UPDATE public.invoice SET due_on = (issued_at AT TIME ZONE 'UTC')::date + 14 WHERE due_on IS NULL;

-- backfill-002
UPDATE public.webhook SET public_id = gen_random_uuid() WHERE public_id IS NULL;

-- validate-001
ALTER TABLE public.invoice ADD CONSTRAINT invoice_due_on_filled CHECK (due_on IS NOT NULL) NOT VALID;

-- validate-002
UPDATE public.invoice SET due_on = (issued_at AT TIME ZONE 'UTC')::date + 14 WHERE due_on IS NULL;

-- validate-003
ALTER TABLE public.invoice VALIDATE CONSTRAINT invoice_due_on_filled;

-- validate-004
ALTER TABLE public.webhook ADD CONSTRAINT webhook_public_id_filled CHECK (public_id IS NOT NULL) NOT VALID;

-- validate-005
UPDATE public.webhook SET public_id = gen_random_uuid() WHERE public_id IS NULL;

-- validate-006
ALTER TABLE public.webhook VALIDATE CONSTRAINT webhook_public_id_filled;

-- validate-007
CREATE UNIQUE INDEX CONCURRENTLY webhook_public_id_key ON public.webhook USING btree (public_id);

-- validate-008
ALTER TABLE public.webhook ADD CONSTRAINT webhook_public_id_key UNIQUE USING INDEX webhook_public_id_key;

-- validate-009
CREATE INDEX CONCURRENTLY invoice_due_on_idx ON public.invoice USING btree (due_on);

-- validate-010
ALTER TABLE public.attachment VALIDATE CONSTRAINT attachment_digest_is_sha256;

-- validate-011
ALTER TABLE public.project VALIDATE CONSTRAINT project_booked_hours_not_negative;

-- validate-012
ALTER TABLE public.webhook VALIDATE CONSTRAINT webhook_retries_in_range;

-- switch-001
ALTER TABLE public.invoice ALTER COLUMN due_on SET NOT NULL;

-- switch-002
ALTER TABLE public.webhook ALTER COLUMN public_id SET NOT NULL;

-- contract-001
ALTER TABLE public.invoice DROP CONSTRAINT invoice_due_on_filled;

-- contract-002
DROP TRIGGER zz_invoice_due_on_fill ON public.invoice;

-- contract-003
DROP FUNCTION public.invoice__due_on_fill();

-- contract-004
ALTER TABLE public.webhook DROP CONSTRAINT webhook_public_id_filled;

-- rollback-001 undoes switch-002
ALTER TABLE public.webhook ALTER COLUMN public_id DROP NOT NULL;

-- rollback-002 undoes switch-001
ALTER TABLE public.invoice ALTER COLUMN due_on DROP NOT NULL;

-- rollback-003 undoes validate-009
DROP INDEX CONCURRENTLY IF EXISTS public.invoice_due_on_idx;

-- rollback-004 undoes validate-008
ALTER TABLE public.webhook DROP CONSTRAINT webhook_public_id_key;

-- rollback-005 undoes validate-007
DROP INDEX CONCURRENTLY IF EXISTS public.webhook_public_id_key;

-- rollback-006 undoes validate-004
ALTER TABLE public.webhook DROP CONSTRAINT IF EXISTS webhook_public_id_filled;

-- rollback-007 undoes validate-001
ALTER TABLE public.invoice DROP CONSTRAINT IF EXISTS invoice_due_on_filled;

-- rollback-008 undoes expand-027
ALTER TABLE public.time_entry DROP CONSTRAINT time_entry_task_id_fkey;

-- rollback-009 undoes expand-026
ALTER TABLE public.time_entry DROP CONSTRAINT time_entry_organisation_id_fkey;

-- rollback-010 undoes expand-025
ALTER TABLE public.time_entry DROP CONSTRAINT time_entry_account_id_fkey;

-- rollback-011 undoes expand-024
ALTER TABLE public.webhook DROP CONSTRAINT webhook_retries_in_range;

-- rollback-012 undoes expand-023
ALTER TABLE public.project DROP CONSTRAINT project_booked_hours_not_negative;

-- rollback-013 undoes expand-022
ALTER TABLE public.attachment DROP CONSTRAINT attachment_digest_is_sha256;

-- rollback-014 undoes expand-018
DROP INDEX CONCURRENTLY IF EXISTS public.label_colour_idx;

-- rollback-015 undoes expand-017
ALTER TABLE public.webhook DROP COLUMN retries;

-- rollback-016 undoes expand-015
ALTER TABLE public.webhook DROP COLUMN public_id;

-- rollback-017 undoes expand-013
ALTER TABLE public.project DROP COLUMN booked_hours;

-- rollback-018 undoes expand-012
DROP TRIGGER IF EXISTS zz_invoice_due_on_fill ON public.invoice;

-- rollback-019 undoes expand-011
DROP FUNCTION IF EXISTS public.invoice__due_on_fill();

-- rollback-020 undoes expand-010
ALTER TABLE public.invoice DROP COLUMN due_on;

-- rollback-021 undoes expand-008
ALTER TABLE public.attachment DROP COLUMN digest;

-- rollback-022 undoes expand-004
DROP TABLE public.time_entry;

-- rollback-023 undoes expand-003
COMMENT ON TABLE public.label IS NULL;

-- rollback-024 undoes expand-002
DROP TYPE public.time_kind;
