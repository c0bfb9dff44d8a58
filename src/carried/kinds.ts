import aggregate from './aggregate.ts';
import baseType from './base-type.ts';
import cast from './cast.ts';
import collation from './collation.ts';
import compositeType from './composite-type.ts';
import conversion from './conversion.ts';
import defaultPrivileges from './default-privileges.ts';
import disabledTrigger from './disabled-trigger.ts';
import domain from './domain.ts';
import eventTrigger from './event-trigger.ts';
import extension from './extension.ts';
import foreignDataWrapper from './foreign-data-wrapper.ts';
import foreignTable from './foreign-table.ts';
import routine from './function.ts';
import type { CarriedKind } from './kind.ts';
import language from './language.ts';
import materializedView from './materialized-view.ts';
import operator from './operator.ts';
import operatorClass from './operator-class.ts';
import operatorFamily from './operator-family.ts';
import partitionTrigger from './partition-trigger.ts';
import procedure from './procedure.ts';
import publication from './publication.ts';
import rangeType from './range-type.ts';
import rule from './rule.ts';
import server from './server.ts';
import statistics from './statistics.ts';
import subscription from './subscription.ts';
import textSearchConfiguration from './text-search-configuration.ts';
import textSearchDictionary from './text-search-dictionary.ts';
import textSearchParser from './text-search-parser.ts';
import textSearchTemplate from './text-search-template.ts';
import trigger from './trigger.ts';
import userMapping from './user-mapping.ts';
import view from './view.ts';

/** What may have to be there before tables: their columns, defaults and keys can name it. In an order that mostly holds. */
export const BEFORE_TABLES: readonly CarriedKind[] = [
  extension,
  language,
  baseType,
  collation,
  conversion,
  textSearchTemplate,
  textSearchParser,
  textSearchDictionary,
  textSearchConfiguration,
  compositeType,
  domain,
  rangeType,
  routine,
  procedure,
  aggregate,
  cast,
  operator,
  operatorFamily,
  operatorClass,
  foreignDataWrapper,
  server,
  userMapping,
  foreignTable,
];

/** What is about tables, or takes effect once it is there: an event trigger would fire for every table. */
export const AFTER_TABLES: readonly CarriedKind[] = [
  view,
  materializedView,
  rule,
  trigger,
  partitionTrigger,
  disabledTrigger,
  statistics,
  publication,
  subscription,
  defaultPrivileges,
  eventTrigger,
];
