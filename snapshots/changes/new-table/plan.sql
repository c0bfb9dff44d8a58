-- expand-001
CREATE TABLE public.note_tag (
  note_id uuid NOT NULL,
  tag_id uuid NOT NULL,
  CONSTRAINT note_tag_pkey PRIMARY KEY (note_id, tag_id)
);

-- expand-002
CREATE TABLE public.tag (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  account_id uuid NOT NULL,
  word character varying(40) NOT NULL,
  CONSTRAINT tag_pkey PRIMARY KEY (id),
  CONSTRAINT tag_account_id_word_key UNIQUE (account_id, word),
  CONSTRAINT tag_word_not_empty CHECK (word <> '')
);

-- expand-003
COMMENT ON TABLE public.tag IS 'A word put on notes.';

-- expand-004
CREATE INDEX note_tag_tag_id_idx ON public.note_tag USING btree (tag_id);

-- expand-005
ALTER TABLE public.note_tag ADD CONSTRAINT note_tag_note_id_fkey FOREIGN KEY (note_id) REFERENCES public.note (id) ON DELETE CASCADE;

-- expand-006
ALTER TABLE public.note_tag ADD CONSTRAINT note_tag_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES public.tag (id) ON DELETE CASCADE;

-- expand-007
ALTER TABLE public.tag ADD CONSTRAINT tag_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account (id) ON DELETE CASCADE;

-- rollback-001 undoes expand-007
ALTER TABLE public.tag DROP CONSTRAINT tag_account_id_fkey;

-- rollback-002 undoes expand-006
ALTER TABLE public.note_tag DROP CONSTRAINT note_tag_tag_id_fkey;

-- rollback-003 undoes expand-005
ALTER TABLE public.note_tag DROP CONSTRAINT note_tag_note_id_fkey;

-- rollback-004 undoes expand-002
DROP TABLE public.tag;

-- rollback-005 undoes expand-001
DROP TABLE public.note_tag;
