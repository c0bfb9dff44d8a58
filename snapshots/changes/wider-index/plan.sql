-- expand-001
CREATE INDEX CONCURRENTLY note_account_id_written_at_idx ON public.note USING btree (account_id, written_at);

-- expand-002
CREATE INDEX CONCURRENTLY note_recent_text_idx ON public.note USING btree ((lower(text))) WHERE written_at > TIMESTAMPTZ '2026-01-01 00:00+00';

-- contract-001
DROP INDEX CONCURRENTLY public.note_account_id_idx;

-- rollback-001 undoes contract-001
CREATE INDEX CONCURRENTLY note_account_id_idx ON public.note USING btree (account_id);

-- rollback-002 undoes expand-002
DROP INDEX CONCURRENTLY IF EXISTS public.note_recent_text_idx;

-- rollback-003 undoes expand-001
DROP INDEX CONCURRENTLY IF EXISTS public.note_account_id_written_at_idx;
