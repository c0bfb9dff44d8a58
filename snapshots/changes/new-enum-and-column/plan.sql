-- expand-001
CREATE TYPE public.mood AS ENUM ('GOOD', 'BAD');

-- expand-002
ALTER TABLE public.note ADD COLUMN mood public.mood DEFAULT 'GOOD'::public.mood NOT NULL;

-- rollback-001 undoes expand-002
ALTER TABLE public.note DROP COLUMN mood;

-- rollback-002 undoes expand-001
DROP TYPE public.mood;
