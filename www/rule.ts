import type { Choice, FallLineError, OptimizerInfo, RuleExample, RuleInfo } from "../crate/web/types.js";
import type { Fallline } from "./api.js";
import { asFallLineError } from "./errors.js";
import { type Field, readNumbersByName, type Settings, writePairs } from "./fields.js";
import type { Method } from "./method.js";
import { inDomain } from "./slider.js";
import { words } from "./words.js";

/** The id of the optimizer whose rule the user types. */
export const OWN_RULE = "own";
/** The longest rule that an address may ask for. */
export const MAX_RULE = 4000;

/** The entry of menus for typed rules, which have parameters of their own. */
export const ownEntry: OptimizerInfo = {
  id: OWN_RULE,
  name: words.rule.own,
  source: "",
  needs: [],
  replaces: [],
  defaultSearch: null,
  parameters: [],
  lines: [],
};

/** The text of a typed rule; null where the optimizer is one of the list. */
export function ruleOf({ id, rule }: Choice): string | null {
  return id === OWN_RULE && typeof rule === "string" ? rule : null;
}

/** The values that a choice gives to parameters of its rule. */
export function valuesOf({ id: _, rule: __, ...values }: Choice): Settings {
  return values;
}

/** What a text is made of, or what is wrong with it. */
export function readRule(api: Pick<Fallline, "readRule">, text: string): RuleInfo | FallLineError {
  try {
    return api.readRule(text);
  } catch (error) {
    return asFallLineError(error);
  }
}

export function isRule(result: RuleInfo | FallLineError): result is RuleInfo {
  return "lines" in result;
}

/** The choice of a rule. Values that the rule has parameters for are kept, but those that are the defaults. */
export function ownChoice(text: string, rule: RuleInfo, values: Settings): Choice {
  const fitting = rule.parameters.filter(
    ({ id, domain, default: standard }) => values[id] !== standard && inDomain(domain, values[id]),
  );
  return { id: OWN_RULE, rule: text, ...Object.fromEntries(fitting.map(({ id }) => [id, values[id]!])) };
}

/** The example that does what an optimizer of the list does with its settings. */
export function exampleOf(choice: Choice, examples: readonly RuleExample[]): RuleExample | undefined {
  return examples.find(
    ({ optimizer, switches }) => optimizer === choice.id && switches.every(([id, value]) => choice[id] === value),
  );
}

/** The text of the example with an optimizer's settings as the defaults of its parameters. */
export function exampleText({ text }: RuleExample, { id: _, ...settings }: Choice): string {
  const values = new Map(Object.entries(settings).map(([id, value]) => [id === "learningRate" ? "alpha" : id, value]));
  return text.replace(/^param (\w+) = \S+( from (\S+) to (\S+)(?: log)?)?/gm, (line, name: string, range = "", low, high) => {
    const value = values.get(name);
    if (typeof value !== "number") return line;
    const isInside = value >= Number(low) && value <= Number(high);
    return `param ${name} = ${value}${isInside ? range : ""}`;
  });
}

/** How the address has an optimizer that may be a rule: "own,alpha:0.1,rule:" and the text, whatever it contains. */
export function withRule({ key, write, read }: Field<Choice>): Field<Choice> {
  return {
    key,
    write: (choice, lists) => {
      const rule = ruleOf(choice);
      if (rule === null) return write(choice, lists);
      return [OWN_RULE, ...Object.entries(valuesOf(choice)).map((pair) => writePairs([pair])), `rule:${rule}`].join(",");
    },
    read: (text, lists) => {
      if (!text.startsWith(`${OWN_RULE},`)) return text === OWN_RULE ? undefined : read(text, lists);
      const end = text.indexOf(",rule:");
      const rule = text.slice(end + ",rule:".length);
      const pairs = text.slice(OWN_RULE.length + 1, Math.max(OWN_RULE.length, end));
      const values = pairs === "" ? {} : readNumbersByName(pairs);
      return end < 0 || rule.length > MAX_RULE || values === undefined ? undefined : { id: OWN_RULE, rule, ...values };
    },
  };
}

/** The name that a rule's first line gives it; rules that differ and are called alike are counted. */
export function ruleName(rule: string, runs: readonly Method[]): string {
  const others = new Set(runs.flatMap(({ optimizer }) => ruleOf(optimizer) ?? []).filter((other) => titleOf(other) === titleOf(rule)));
  const place = [...others].indexOf(rule);
  return place > 0 ? `${titleOf(rule)} ${place + 1}` : titleOf(rule);
}

function titleOf(rule: string): string {
  const [, title = ""] = /^\s*#[ \t]*([^\n]*)/.exec(rule) ?? [];
  return title.trim().slice(0, 40) || words.rule.unnamed;
}
