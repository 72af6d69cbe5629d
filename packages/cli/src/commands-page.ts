/** docs/reference/commands.md: every command, its arguments and options, from the program's own help. */
import type { Argument, Command, Option } from "commander";
import { exitCodes } from "./failure.ts";

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");

/** The words of each exit code. */
const exitWords: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: "done",
  badInput: "bad input, or the service said no: each line on stderr ends with a code in brackets",
  usage: "a command or an option that there is not",
  notMet: "a gate's condition is not met",
  differs: "a recomputation gives something else",
};

function commandSection(command: Command, parents: readonly string[]): string[] {
  const name = [...parents, command.name()].join(" ");
  const help = command.createHelp();
  const inner = help.visibleCommands(command).filter((each) => each.name() !== "help");
  if (inner.length > 0 && command.options.length === 0 && command.registeredArguments.length === 0) {
    return [
      `## ${name}`,
      sentence(command.description()),
      ...inner.flatMap((each) => commandSection(each, [...parents, command.name()])),
    ];
  }
  const optionRow = (option: Option) =>
    `| \`${option.flags}\` | ${cell(help.optionDescription(option))}${option.mandatory ? " (required)" : ""} |`;
  const argumentRow = (argument: Argument) =>
    `| \`${help.argumentTerm(argument)}\` | ${cell(help.argumentDescription(argument))} |`;
  const rows = [
    ...command.registeredArguments.map(argumentRow),
    ...help
      .visibleOptions(command)
      .filter((option) => option.long !== "--help")
      .map(optionRow),
  ];
  return [
    `## ${name}`,
    sentence(command.description()),
    `    ${help.commandUsage(command)}`,
    ...(rows.length === 0 ? [] : [["| | |", "|---|---|", ...rows].join("\n")]),
    ...inner.flatMap((each) => commandSection(each, [...parents, command.name()])),
  ];
}

const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;

/** The page as it is committed. */
export function commandsPage(program: Command): string {
  const codes = Object.entries(exitCodes).map(
    ([name, code]) => `| ${code} | ${exitWords[name as keyof typeof exitCodes]} |`,
  );
  const sections = program
    .createHelp()
    .visibleCommands(program)
    .filter((command) => command.name() !== "help")
    .flatMap((command) => commandSection(command, [program.name()]));
  return `# Commands

\`npx evenmatch COMMAND\` in the clone; \`--help\` after any command shows the same as this page, which is made from it. Results go
to stdout, everything about them to stderr; a bar shows only in a terminal.

Commands that talk to a service find it by \`--server\` and \`--key\`, else by \`EVENMATCH_URL\` and \`EVENMATCH_KEY\`, else they take the
one whose home folder is here (\`EVENMATCH_HOME\`, else \`./.evenmatch\`), with its owner's key, which goes to no other address.

| exit code | |
|---|---|
${codes.join("\n")}

${sections.join("\n\n")}
`;
}
