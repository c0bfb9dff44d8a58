-- expand-001
CREATE INDEX CONCURRENTLY note_account_id_idx ON public.note USING btree (account_id);

-- expand-002
ALTER TABLE public.note ADD CONSTRAINT note_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account (id) NOT VALID;

-- validate-001
ALTER TABLE public.note VALIDATE CONSTRAINT note_account_id_fkey;

-- rollback-001 undoes expand-002
ALTER TABLE public.note DROP CONSTRAINT note_account_id_fkey;

-- rollback-002 undoes expand-001
DROP INDEX CONCURRENTLY IF EXISTS public.note_account_id_idx;
