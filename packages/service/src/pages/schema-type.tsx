/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { HtmlEscapedString } from "hono/utils/html";
import { referredName, type Schema } from "./open-api.ts";

/** What a value is, in a few words; components are links to where they are described. */
export function SchemaType({ schema }: { schema: Schema | undefined }): HtmlEscapedString | Promise<HtmlEscapedString> {
  if (schema === undefined) return <>anything</>;
  const { $ref, type, items, prefixItems, properties, additionalProperties } = schema;
  if ($ref !== undefined) {
    const name = referredName($ref);
    return <a href={`#schema-${name}`}>{name}</a>;
  }
  if (schema.const !== undefined) return <code>{JSON.stringify(schema.const)}</code>;
  if (schema.enum !== undefined) {
    const values = schema.enum.map((value) => <code>{JSON.stringify(value)}</code>);
    return <Joined parts={values} separator=" or " />;
  }
  const types = (schemas: readonly Schema[]) => schemas.map((each) => <SchemaType schema={each} />);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return <Joined parts={types(choices)} separator=" or " />;
  if (schema.allOf !== undefined) return <Joined parts={types(schema.allOf)} separator=" and " />;
  if (prefixItems !== undefined) {
    return (
      <>
        {"["}
        <Joined parts={types(prefixItems)} separator=", " />
        {"]"}
      </>
    );
  }
  if (items !== undefined) {
    return (
      <>
        list of <SchemaType schema={items} />
      </>
    );
  }
  if (properties !== undefined) {
    const required = new Set(schema.required);
    const fields = Object.entries(properties).map(([name, value]) => (
      <>
        {name}
        {required.has(name) ? "" : "?"}: <SchemaType schema={value} />
      </>
    ));
    return (
      <>
        {"{ "}
        <Joined parts={fields} separator=", " />
        {" }"}
      </>
    );
  }
  if (typeof additionalProperties === "object") {
    return (
      <>
        object of <SchemaType schema={additionalProperties} />
      </>
    );
  }
  return <>{typeof type === "string" ? type : (type?.join(" or ") ?? "anything")}</>;
}

function Joined({ parts, separator }: { parts: readonly unknown[]; separator: string }) {
  return parts.map((part, index) => (
    <>
      {index === 0 ? "" : separator}
      {part}
    </>
  ));
}
