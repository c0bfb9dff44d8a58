-- expand-001
ALTER TABLE public.note ADD COLUMN pinned boolean DEFAULT false NOT NULL;

-- rollback-001 undoes expand-001
ALTER TABLE public.note DROP COLUMN pinned;
