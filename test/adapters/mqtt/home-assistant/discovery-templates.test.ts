import { describe, expect, it } from 'vitest';
import { templateProblem } from './discovery-templates.js';

describe('a template', () => {
  it.each([
    '{{ value_json.a }}',
    "{{ {'a': {'b': value}} | tojson }}",
    '{"a": {"b": {{ value }}}}',
    "{{ '}}' if value == '{{' else \"it\\\"s\" }}",
    '{% if value %}a{% elif 1 %}b{% else %}c{% endif %}',
    '{%- for each in value_json -%}{{ each }}{%- endfor -%}',
    '{# a note: { #}{{ value[0] }}',
    '{% set a = 1 %}{{ a }}',
    'plain',
  ])('is sound: %s', (template) => {
    expect(templateProblem(template)).toBeNull();
  });

  it.each([
    ['{{ value', '{{ is not closed by }}'],
    ['{{ value }', '{{ is not closed by }}'],
    ['{{ (value }}', '{{ is not closed by }}'],
    ["{{ 'value }}", '{{ is not closed by }}'],
    ['{% if value }}', '{% is not closed by %}'],
    ['{# note', '{# is not closed by #}'],
    ['{{ }}', '{{ }} is empty'],
    ['value }}', 'a brace is closed that was never opened'],
    ['{ {{ value }}', 'a brace is never closed'],
    ['{% if value %}a', '{% if %} is never ended'],
    ['{% endif %}', '{% endif %} ends nothing'],
    ['{% if value %}{% endfor %}', '{% endfor %} ends nothing'],
  ])('is refused: %s', (template, problem) => {
    expect(templateProblem(template)).toBe(problem);
  });
});
