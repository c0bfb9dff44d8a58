import { type Diagnostic, InputRefused, renderDiagnostic } from '../../base/diagnostic.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { Failure } from '../../base/failure.ts';
import { jsonText } from '../../base/json-text.ts';
import { positionAt } from '../../base/span.ts';
import { hintOnRefusal } from '../../ir/refused-hint.ts';
import { tellError } from '../../shell/terminal.ts';
import { version } from '../../shell/version.ts';
import { SqlError } from '../../sql/error.ts';

/** What the command line asks of every output. */
interface Asked {
  readonly json: boolean;
  readonly debug: boolean;
  readonly out: (text: string) => void;
}

/** Tells what broke off a run, on stderr and, where JSON was asked for, on stdout; gives what the process is to end with. */
export function tellEnd(thrown: unknown, asked: Asked): ExitCode {
  const error = thrown instanceof SqlError ? asFailure(thrown) : thrown;
  if (error instanceof InputRefused) return showRefusal(error, asked);
  // By name: its module belongs to the catalog reader, which most commands never load.
  if (error instanceof Error && error.name === 'SchemaRefused') {
    const hint = error.cause instanceof SqlError ? hintOnRefusal(error.cause) : null;
    return showFailure(new Failure('database-failed', error.message, hint === null ? {} : { hint }), asked);
  }
  return error instanceof Failure ? showFailure(error, asked) : showBug(error);
}

function showRefusal({ diagnostics, texts, exit }: InputRefused, { out, json }: Asked): ExitCode {
  for (const diagnostic of diagnostics) {
    tellError(`${renderDiagnostic(diagnostic, (source) => texts.get(source) ?? null, Bun.stringWidth)}\n`);
  }
  if (json) {
    const rows = diagnostics.map((diagnostic) => jsonDiagnostic(diagnostic, texts));
    out(jsonText({ tool: 'wesley', diagnostics: rows }));
  }
  return exit as ExitCode;
}

function jsonDiagnostic(
  { code, message, span, hint }: Diagnostic,
  texts: ReadonlyMap<string, string>,
): object {
  const text = span && texts.get(span.source);
  const place = span && text !== undefined && text !== null ? positionAt(text, span.start) : null;
  return {
    code,
    message,
    file: span?.source ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    hint,
  };
}

function showFailure(failure: Failure, { out, json, debug }: Asked): ExitCode {
  const cause = failure.cause instanceof Error && debug ? `\n  cause: ${failure.cause.message}` : '';
  tellError(
    `error[${failure.code}]: ${failure.message}${cause}${failure.hint ? `\n  help: ${failure.hint}` : ''}\n`,
  );
  if (json) {
    const { code, message, hint } = failure;
    out(
      jsonText({
        tool: 'wesley',
        diagnostics: [{ code, message, file: null, line: null, column: null, hint }],
      }),
    );
  }
  return EXIT.world;
}

/** A server's refusal that no command expected: the database failed, and says why itself. */
function asFailure({ message, sqlState, hint }: SqlError): Failure {
  const help = hint ?? (sqlState === '42501' ? RIGHT_MISSING : null);
  return new Failure('database-failed', `${message} (${sqlState})`, help === null ? {} : { hint: help });
}

/** insufficient_privilege. https://www.postgresql.org/docs/18/errcodes-appendix.html */
const RIGHT_MISSING =
  'Grant it to the role of the URL. What Wesley has deployed is read with USAGE on the schema wesley and SELECT on its tables.';

/** What nobody expected, with the way to here. */
export function showBug(error: unknown): ExitCode {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tellError(
    `wesley ${version.version} (${version.commit}) met a bug of its own. Please report this:\n${stack}\n`,
  );
  return EXIT.bug;
}
