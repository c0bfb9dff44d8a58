import { githubReport } from './github.ts';
import { gitlabReport } from './gitlab.ts';
import { humanReport } from './human.ts';
import { jsonReport } from './json.ts';
import { junitReport } from './junit.ts';
import { markdownReport } from './markdown.ts';
import type { Format } from './report.ts';
import { sarifReport } from './sarif.ts';

/** What `wesley check --format` takes. */
export const FORMATS: Readonly<Record<string, Format>> = {
  human: humanReport,
  json: jsonReport,
  github: githubReport,
  gitlab: gitlabReport,
  junit: junitReport,
  markdown: markdownReport,
  sarif: sarifReport,
};
