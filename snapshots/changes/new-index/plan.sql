-- expand-001
CREATE INDEX CONCURRENTLY note_recent_text_idx ON public.note USING btree ((lower(text))) WHERE written_at > TIMESTAMPTZ '2026-01-01 00:00+00';

-- expand-002
CREATE INDEX CONCURRENTLY note_written_at_account_id_idx ON public.note USING btree (written_at, account_id);

-- rollback-001 undoes expand-002
DROP INDEX CONCURRENTLY IF EXISTS public.note_written_at_account_id_idx;

-- rollback-002 undoes expand-001
DROP INDEX CONCURRENTLY IF EXISTS public.note_recent_text_idx;
