/** A program on a terminal of its own: what it shows there, and what is typed. */

export interface Shown {
  readonly exit: number;
  /** Standard output and standard error together, with the line ends of the program. */
  readonly text: string;
}

export interface PtyOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Typed, one after the other, each when the terminal shows its prompt once more. */
  readonly answers?: readonly { readonly prompt: string; readonly text: string }[];
  /** Ctrl-C is typed as soon as the terminal shows this. */
  readonly until?: string;
}

export async function onTerminal(argv: readonly string[], options: PtyOptions): Promise<Shown> {
  const { cwd, env = {}, answers = [], until } = options;
  const decoder = new TextDecoder();
  const due = [...answers];
  let text = '';
  let unread = 0;
  let isCut = false;
  const child = Bun.spawn([...argv], {
    cwd,
    env: { TERM: 'xterm-256color', ...env },
    terminal: {
      cols: 4000,
      rows: 50,
      data(terminal, bytes) {
        text += decoder.decode(bytes, { stream: true });
        if (!isCut && until !== undefined && text.includes(until)) {
          isCut = true;
          terminal.write('\u0003');
        }
        const [next] = due;
        const at = next ? text.indexOf(next.prompt, unread) : -1;
        if (!next || at < 0) return;
        unread = at + next.prompt.length;
        due.shift();
        // The program asks first and turns the echo off then.
        setTimeout(() => terminal.write(`${next.text}\r`), 50);
      },
    },
  });
  const exit = await child.exited;
  await Bun.sleep(20);
  child.terminal?.close();
  return { exit, text: text.replaceAll('\r\n', '\n').replace(/\^C$/, '') };
}
