/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import { countText } from "../render/numbers.ts";
import { verdictWords } from "../render/verdict.ts";
import { type Arrangement, groupings, sortings, type View, valuesOf } from "./arrange.ts";
import type { Links } from "./links.ts";
import { VerdictShape } from "./verdict-shape.tsx";

const groupWords: Record<(typeof groupings)[number], string> = {
  verdict: "verdict",
  domain: "domain",
  trait: "trait",
  role: "role",
  family: "family",
  none: "no groups",
};

const sortWords: Record<(typeof sortings)[number], string> = {
  improvement: "improvement",
  suite: "name",
  p: "p",
  n: "items",
};

interface Props {
  comparison: Comparison;
  arrangement: Arrangement;
  view: View;
  links: Links;
}

/** Grouping, sorting and filters: a form that a server answers, or the page's script does at once. */
export function ForestControls({ comparison, arrangement, view, links }: Props) {
  const { suites } = comparison;
  const verdicts = Object.entries(verdictWords).flatMap(([verdict, word]) => {
    const rows = suites.filter((row) => row.verdict === verdict).length;
    return rows === 0 ? [] : [{ verdict: verdict as keyof typeof verdictWords, word, rows }];
  });
  return (
    <form class="controls" id="controls" method="get" action={`${links.self}#forest`} hidden={links.self === ""}>
      <Choice
        name="group"
        label="group by"
        value={view.group}
        options={groupings.map((value) => [value, groupWords[value]])}
      />
      <Choice
        name="sort"
        label="sort by"
        value={view.sort}
        options={sortings.map((value) => [value, sortWords[value]])}
      />
      {(["domain", "trait", "role"] as const).map((axis) => {
        const values = [...new Set(suites.flatMap((row) => valuesOf(row, axis)))].sort();
        if (values.length < 2) return null;
        const options = [["", "all"] as const, ...values.map((value) => [value, value] as const)];
        return <Choice name={axis} label={axis} value={view[axis]} options={options} />;
      })}
      <label>
        <span>find</span>
        <input type="search" name="find" value={view.find} placeholder="name of a suite" size={16} />
      </label>
      <fieldset>
        <legend class="unseen">verdicts to show; none chosen: all</legend>
        {verdicts.map(({ verdict, word, rows }) => (
          <label class="chip">
            <input type="checkbox" name="verdict" value={verdict} checked={view.verdict.includes(verdict)} />
            <span>
              <VerdictShape verdict={verdict} />
              {word} <i>{rows}</i>
            </span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="apply">
        show
      </button>
      <output id="shown" aria-live="polite">
        {arrangement.shown === suites.length
          ? countText(suites.length, "row")
          : `${arrangement.shown} of ${countText(suites.length, "row")}`}
      </output>
      <a class="reset" id="reset" href={`${links.self}?#forest`} hidden={arrangement.shown === suites.length}>
        show all
      </a>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
}

function Choice({ name, label, value, options }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select name={name}>
        {options.map(([option, text]) => (
          <option value={option} selected={option === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
