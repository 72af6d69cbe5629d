/** A window that is drawn over and over, and given back as it was. */

/** Where frames go: a terminal's window, or nothing of the kind. */
export interface Screen {
  isTerminal: boolean;
  /** lines that fit */
  rows(): number;
  write(text: string): void;
}

/** The window of this process. */
export function ownScreen(): Screen {
  return {
    isTerminal: process.stdout.isTTY === true && process.env.TERM !== "dumb",
    rows: () => process.stdout.rows || 24,
    write: (text) => process.stdout.write(text),
  };
}

export interface Drawing {
  /** shows these lines instead of the last ones; what does not fit is cut off below */
  show(lines: readonly string[]): void;
  /** lines that it can show now; 0 on what is no terminal */
  rows(): number;
  end(): void;
}

const enter = "\u001b[?1049h\u001b[?25l";
const leave = "\u001b[?25h\u001b[?1049l";

/** Draws on a screen of its own until `end`; on what is no terminal, nothing at all. */
export function drawing(screen: Screen): Drawing {
  if (!screen.isTerminal) return { show: () => undefined, rows: () => 0, end: () => undefined };
  screen.write(enter);
  let isOpen = true;
  const end = () => {
    if (isOpen) screen.write(leave);
    isOpen = false;
    process.off("exit", end);
    process.off("SIGINT", interrupted);
  };
  const interrupted = () => process.exit(130);
  // whoever stops a watch finds the window as it was
  process.once("exit", end);
  process.once("SIGINT", interrupted);
  // the cursor keeps the last line
  const rows = () => Math.max(1, screen.rows() - 1);
  return {
    rows,
    show: (lines) => {
      const fitting = lines.slice(0, rows());
      screen.write(`\u001b[H${fitting.map((line) => `${line}\u001b[K\n`).join("")}\u001b[J`);
    },
    end,
  };
}
