import { type Kind, known, ours, owner, seen } from './kind.ts';

/** What runs: functions, triggers, rules. Catalogs: pg_proc, pg_aggregate, pg_trigger, pg_event_trigger, pg_rewrite. */
const ROUTINES = `pg_proc p join pg_namespace n on n.oid = p.pronamespace and ${seen('n.nspname')}`;
const ON_TABLE = `join pg_class c on c.oid = t.tgrelid
      join pg_namespace n on n.oid = c.relnamespace and ${seen('n.nspname')}`;

export const CODE: readonly Kind[] = [
  {
    kind: 'routine',
    sql: `
      select p.oid::regprocedure::text as name, jsonb_build_object(
        'owner', ${owner('p.proowner')}, 'definition', pg_get_functiondef(p.oid)) as facts
      from ${ROUTINES} where p.prokind <> 'a' and ${ours('pg_proc', 'p')}`,
  },
  {
    kind: 'aggregate',
    sql: `
      select p.oid::regprocedure::text as name, jsonb_build_object(
        'owner', ${owner('p.proowner')}, 'result', p.prorettype::regtype::text,
        'arguments', pg_get_function_arguments(p.oid), 'parallel', p.proparallel, 'kind', a.aggkind,
        'step', ${known('a.aggtransfn', 'regprocedure')}, 'final', ${known('a.aggfinalfn', 'regprocedure')},
        'combine', ${known('a.aggcombinefn', 'regprocedure')}, 'serial', ${known('a.aggserialfn', 'regprocedure')},
        'deserial', ${known('a.aggdeserialfn', 'regprocedure')}, 'moving step', ${known('a.aggmtransfn', 'regprocedure')},
        'moving inverse', ${known('a.aggminvtransfn', 'regprocedure')},
        'moving final', ${known('a.aggmfinalfn', 'regprocedure')}, 'final extra', nullif(a.aggfinalextra, false),
        'moving final extra', nullif(a.aggmfinalextra, false), 'final modifies', a.aggfinalmodify,
        'moving final modifies', a.aggmfinalmodify, 'sort operator', ${known('a.aggsortop', 'regoperator')},
        'state', a.aggtranstype::regtype::text, 'space', nullif(a.aggtransspace, 0),
        'moving state', ${known('a.aggmtranstype', 'regtype')}, 'moving space', nullif(a.aggmtransspace, 0),
        'initial', a.agginitval, 'moving initial', a.aggminitval) as facts
      from ${ROUTINES} join pg_aggregate a on a.aggfnoid = p.oid where ${ours('pg_proc', 'p')}`,
  },
  {
    // Copies on partitions carry their parent's name; up to 14 they count as internal.
    kind: 'trigger',
    sql: `
      select t.tgrelid::regclass::text || '.' || quote_ident(t.tgname) as name, jsonb_build_object(
        'definition', pg_get_triggerdef(t.oid), 'enabled', t.tgenabled, 'copy', nullif(t.tgparentid <> 0, false)) as facts
      from pg_trigger t ${ON_TABLE}
      where (not t.tgisinternal or t.tgparentid <> 0 and t.tgconstraint = 0) and ${ours('pg_trigger', 't')}`,
  },
  {
    // The server names them; DISABLE TRIGGER ALL reaches them, and then nothing checks the constraint.
    kind: 'check of a constraint',
    sql: `
      select t.tgrelid::regclass::text || ' by ' || t.tgfoid::regproc::text || ' for ' || k.conrelid::regclass::text
        || ' ' || pg_get_constraintdef(k.oid) as name,
        jsonb_build_object('enabled', string_agg(distinct t.tgenabled::text, ', ')) as facts
      from pg_trigger t join pg_constraint k on k.oid = t.tgconstraint ${ON_TABLE}
      where t.tgisinternal and t.tgenabled <> 'O'
      group by t.tgrelid, t.tgfoid, k.oid`,
  },
  {
    kind: 'event trigger',
    sql: `
      select quote_ident(t.evtname) as name, jsonb_build_object('owner', ${owner('t.evtowner')}, 'event', t.evtevent,
        'function', t.evtfoid::regprocedure::text, 'enabled', t.evtenabled, 'tags', to_jsonb(t.evttags)) as facts
      from pg_event_trigger t where ${ours('pg_event_trigger', 't')}`,
  },
  {
    // A view's own rule is its query.
    kind: 'rule',
    sql: `
      select r.ev_class::regclass::text || '.' || quote_ident(r.rulename) as name, jsonb_build_object(
        'definition', pg_get_ruledef(r.oid), 'enabled', r.ev_enabled) as facts
      from pg_rewrite r join pg_class c on c.oid = r.ev_class
      join pg_namespace n on n.oid = c.relnamespace and ${seen('n.nspname')}
      where r.rulename <> '_RETURN' and ${ours('pg_rewrite', 'r')}`,
  },
  {
    kind: 'language',
    sql: `
      select quote_ident(l.lanname) as name, jsonb_build_object('owner', ${owner('l.lanowner')},
        'trusted', l.lanpltrusted, 'handler', ${known('l.lanplcallfoid', 'regproc')},
        'inline', ${known('l.laninline', 'regproc')}, 'validator', ${known('l.lanvalidator', 'regproc')}) as facts
      from pg_language l where ${ours('pg_language', 'l')}`,
  },
  {
    kind: 'operator',
    sql: `
      select o.oid::regoperator::text as name, jsonb_build_object('owner', ${owner('o.oprowner')},
        'result', o.oprresult::regtype::text, 'function', o.oprcode::regprocedure::text,
        'commutator', ${known('o.oprcom', 'regoperator')}, 'negator', ${known('o.oprnegate', 'regoperator')},
        'restrict', ${known('o.oprrest', 'regproc')}, 'join', ${known('o.oprjoin', 'regproc')},
        'hashes', nullif(o.oprcanhash, false), 'merges', nullif(o.oprcanmerge, false)) as facts
      from pg_operator o join pg_namespace n on n.oid = o.oprnamespace and ${seen('n.nspname')}
      where ${ours('pg_operator', 'o')}`,
  },
  {
    kind: 'operator class',
    sql: `
      select quote_ident(n.nspname) || '.' || quote_ident(o.opcname) || ' using ' || a.amname as name,
        jsonb_build_object('owner', ${owner('o.opcowner')}, 'type', o.opcintype::regtype::text,
          'key', ${known('o.opckeytype', 'regtype')}, 'default', nullif(o.opcdefault, false),
          'family', (select i.identity from pg_identify_object('pg_opfamily'::regclass, o.opcfamily, 0) i)) as facts
      from pg_opclass o join pg_am a on a.oid = o.opcmethod
      join pg_namespace n on n.oid = o.opcnamespace and ${seen('n.nspname')}
      where ${ours('pg_opclass', 'o')}`,
  },
  {
    kind: 'operator family',
    sql: `
      select quote_ident(n.nspname) || '.' || quote_ident(f.opfname) || ' using ' || a.amname as name,
        jsonb_build_object('owner', ${owner('f.opfowner')},
          'operators', (select jsonb_agg(concat_ws(' ', o.amopstrategy, o.amopopr::regoperator, o.amoppurpose)
                                         order by o.amopstrategy, o.amopopr::regoperator::text)
                        from pg_amop o where o.amopfamily = f.oid),
          'functions', (select jsonb_agg(concat_ws(' ', r.amprocnum, r.amproclefttype::regtype,
                                           r.amprocrighttype::regtype, r.amproc::regprocedure)
                                         order by r.amprocnum, r.amproc::regprocedure::text)
                        from pg_amproc r where r.amprocfamily = f.oid)) as facts
      from pg_opfamily f join pg_am a on a.oid = f.opfmethod
      join pg_namespace n on n.oid = f.opfnamespace and ${seen('n.nspname')}
      where ${ours('pg_opfamily', 'f')}`,
  },
  {
    kind: 'access method',
    sql: `
      select quote_ident(a.amname) as name,
        jsonb_build_object('handler', a.amhandler::regproc::text, 'type', a.amtype) as facts
      from pg_am a where ${ours('pg_am', 'a')}`,
  },
];
