-- expand-001
CREATE UNIQUE INDEX CONCURRENTLY account_name_key ON public.account USING btree (name);

-- expand-002
ALTER TABLE public.account ADD CONSTRAINT account_name_key UNIQUE USING INDEX account_name_key;

-- expand-003
CREATE UNIQUE INDEX CONCURRENTLY note_text_once ON public.note USING btree (text, account_id);

-- expand-004
ALTER TABLE public.note ADD CONSTRAINT note_text_once UNIQUE USING INDEX note_text_once;

-- rollback-001 undoes expand-004
ALTER TABLE public.note DROP CONSTRAINT note_text_once;

-- rollback-002 undoes expand-003
DROP INDEX CONCURRENTLY IF EXISTS public.note_text_once;

-- rollback-003 undoes expand-002
ALTER TABLE public.account DROP CONSTRAINT account_name_key;

-- rollback-004 undoes expand-001
DROP INDEX CONCURRENTLY IF EXISTS public.account_name_key;
