// Prints what AWS's linter finds in CloudFormation templates, as JSON, one array per template: node lint.mjs TEMPLATE...
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';

const templates = process.argv.slice(2);
if (templates.length === 0) {
  console.error('usage: node lint.mjs TEMPLATE...');
  process.exit(2);
}

const engine = new CelEngine();
try {
  const reports = templates.map(path => engine.validateStandard(new TemplateFile(path)).diagnostics);
  console.log(JSON.stringify(reports));
} finally {
  engine.free();
}
