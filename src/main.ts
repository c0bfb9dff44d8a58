#!/usr/bin/env bun
import { commandName } from './commands/line/command-name.ts';
import { workOf } from './commands/line/work.ts';
import { restartFor } from './shell/restart.ts';

const given = process.argv.slice(2);
// Many people try `wesley help plan` first: it means `wesley plan --help`.
const args = given[0] === 'help' ? [...given.slice(1), '--help'] : given;

// Decided before the program itself is loaded: a restart would have to load it again.
const found = commandName(args, (name) => /^[a-z]+$/.test(name));
const isWork = found !== null && !args.some((arg) => /^(?:-h|--help)$/.test(arg));
restartFor(isWork ? workOf(found.name, found.rest) : null);

const { runProgram } = await import('./commands/line/program.ts');
process.exit(await runProgram(args));
