-- expand-001
ALTER TABLE public.note ADD COLUMN share_token uuid;

-- expand-002
ALTER TABLE public.note ALTER COLUMN share_token SET DEFAULT gen_random_uuid();

-- expand-003
COMMENT ON COLUMN public.note.share_token IS 'Different for every row, so existing rows need a backfill of their own.';

-- backfill-001
UPDATE public.note SET share_token = gen_random_uuid() WHERE share_token IS NULL;

-- validate-001
ALTER TABLE public.note ADD CONSTRAINT note_share_token_filled CHECK (share_token IS NOT NULL) NOT VALID;

-- validate-002
UPDATE public.note SET share_token = gen_random_uuid() WHERE share_token IS NULL;

-- validate-003
ALTER TABLE public.note VALIDATE CONSTRAINT note_share_token_filled;

-- switch-001
ALTER TABLE public.note ALTER COLUMN share_token SET NOT NULL;

-- contract-001
ALTER TABLE public.note DROP CONSTRAINT note_share_token_filled;

-- rollback-001 undoes switch-001
ALTER TABLE public.note ALTER COLUMN share_token DROP NOT NULL;

-- rollback-002 undoes validate-001
ALTER TABLE public.note DROP CONSTRAINT IF EXISTS note_share_token_filled;

-- rollback-003 undoes expand-001
ALTER TABLE public.note DROP COLUMN share_token;
