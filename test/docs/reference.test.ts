/** The reference pages are what the contract and the program give, and leave no field without words. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { commandsPage } from "@evenmatch/cli/commands-page";
import { evenmatchProgram } from "@evenmatch/cli/program";
import { comparisonFields, comparisonPage, planFields, planPage } from "@evenmatch/contract/field-page";
import { fieldWords } from "@evenmatch/contract/field-words";
import { httpPage } from "@evenmatch/contract/http-page";
import { routes } from "@evenmatch/contract/openapi";
import { parseAs } from "@evenmatch/contract/parse";
import { Persistence } from "@evenmatch/contract/persistence";
import { Plan } from "@evenmatch/contract/plan";
import { fieldsOf } from "@evenmatch/contract/schema-fields";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { repoRoot } from "../shared-files.ts";

const page = (name: string) => readFileSync(path.join(repoRoot, "docs/reference", name), "utf8");

describe("the reference pages", () => {
  it("are those that `npm run openapi` writes", () => {
    expect(page("commands.md")).toBe(commandsPage(evenmatchProgram()));
    expect(page("http.md")).toBe(httpPage());
    expect(page("plan.md")).toBe(planPage());
    expect(page("comparison.md")).toBe(comparisonPage());
  });

  it("say of every field what it is for, and of none that there is not", () => {
    const persistence = fieldsOf("Persistence", Persistence, { words: fieldWords });
    const fields = [...comparisonFields(), ...planFields(), ...persistence].flatMap((section) =>
      section.fields.map((field) => ({ ...field, key: `${section.name}.${field.path}` })),
    );
    expect(fields.length).toBeGreaterThan(200);
    expect(fields.filter(({ description }) => description === undefined).map(({ key }) => key)).toEqual([]);
    const known = new Set(fields.map(({ key }) => key));
    expect(Object.keys(fieldWords).filter((key) => !known.has(key))).toEqual([]);
  });

  it("list every command and every route", () => {
    const commands = evenmatchProgram().commands.map((command) => `## evenmatch ${command.name()}\n`);
    expect(commands.filter((title) => !page("commands.md").includes(title))).toEqual([]);
    const listed = routes.map(({ method, path: place }) => `\`${method.toUpperCase()} ${place}\``);
    expect(listed.filter((route) => !page("http.md").includes(route))).toEqual([]);
  });

  it("show a plan that is one", () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(page("plan.md"))?.[1] ?? "";
    expect(parseAs(Plan, parse(example)).correction).toBe("holm");
  });
});

describe("the fields of a schema", () => {
  it("are listed with what they may be, inner ones below, named ones in a section", () => {
    const Inner = z.object({ x: z.number() }).meta({ id: "Inner", description: "inside" });
    const schema = z.object({
      kind: z.enum(["a", "b"]).default("a"),
      list: z.array(z.object({ at: z.int().nullable().meta({ description: "where" }) })),
      inner: Inner.nullable(),
      pair: z.tuple([z.string(), z.number()]),
    });
    expect(fieldsOf("Outer", schema, { io: "input", words: { "Outer.pair": "two" } })).toEqual([
      {
        name: "Outer",
        description: undefined,
        fields: [
          { path: "kind", type: "`a`, `b`", description: undefined, fallback: '"a"' },
          { path: "list", type: "list of object", description: undefined, fallback: undefined },
          { path: "list[].at", type: "whole number or null", description: "where", fallback: undefined },
          { path: "inner", type: "[Inner](#inner) or null", description: undefined, fallback: undefined },
          { path: "pair", type: "[string, number]", description: "two", fallback: undefined },
        ],
      },
      {
        name: "Inner",
        description: "inside",
        fields: [{ path: "x", type: "number", description: undefined, fallback: undefined }],
      },
    ]);
  });
});
