-- expand-001
ALTER TYPE public.mood ADD VALUE 'MIXED' AFTER 'GOOD';

-- expand-002
ALTER TYPE public.mood ADD VALUE 'UGLY' AFTER 'BAD';
