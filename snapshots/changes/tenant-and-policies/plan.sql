-- expand-001
CREATE POLICY account_select_policy ON public.account FOR SELECT TO app_user USING (id = nullif(current_setting('app.account_id', true), '')::uuid);

-- expand-002
CREATE POLICY note_tenant ON public.note AS RESTRICTIVE FOR ALL TO PUBLIC USING (account_id = nullif(current_setting('app.account_id', true), '')::uuid) WITH CHECK (account_id = nullif(current_setting('app.account_id', true), '')::uuid);

-- expand-003
CREATE POLICY note_tenant_delete ON public.note FOR DELETE TO PUBLIC USING (account_id = nullif(current_setting('app.account_id', true), '')::uuid);

-- expand-004
CREATE POLICY note_tenant_insert ON public.note FOR INSERT TO PUBLIC WITH CHECK (account_id = nullif(current_setting('app.account_id', true), '')::uuid);

-- expand-005
CREATE POLICY note_tenant_select ON public.note FOR SELECT TO PUBLIC USING (account_id = nullif(current_setting('app.account_id', true), '')::uuid);

-- expand-006
CREATE POLICY note_write_recent ON public.note FOR UPDATE TO PUBLIC USING (written_at > now() - interval '1 day');

-- switch-001
ALTER TABLE public.account ENABLE ROW LEVEL SECURITY;

-- switch-002
ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;

-- switch-003
ALTER TABLE public.note FORCE ROW LEVEL SECURITY;

-- rollback-001 undoes switch-003
ALTER TABLE public.note NO FORCE ROW LEVEL SECURITY;

-- rollback-002 undoes switch-002
ALTER TABLE public.note DISABLE ROW LEVEL SECURITY;

-- rollback-003 undoes switch-001
ALTER TABLE public.account DISABLE ROW LEVEL SECURITY;

-- rollback-004 undoes expand-006
DROP POLICY note_write_recent ON public.note;

-- rollback-005 undoes expand-005
DROP POLICY note_tenant_select ON public.note;

-- rollback-006 undoes expand-004
DROP POLICY note_tenant_insert ON public.note;

-- rollback-007 undoes expand-003
DROP POLICY note_tenant_delete ON public.note;

-- rollback-008 undoes expand-002
DROP POLICY note_tenant ON public.note;

-- rollback-009 undoes expand-001
DROP POLICY account_select_policy ON public.account;
