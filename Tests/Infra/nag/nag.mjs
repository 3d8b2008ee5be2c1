// Prints what cdk-nag's packs find in CloudFormation templates, as JSON, one array per template: node nag.mjs TEMPLATE...
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';

const templates = process.argv.slice(2);
if (templates.length === 0) {
  console.error('usage: node nag.mjs TEMPLATE...');
  process.exit(2);
}

const outdir = mkdtempSync(join(tmpdir(), 'chat-nag-'));
try {
  console.log(JSON.stringify(templates.map(findings)));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

function findings(templateFile) {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Chat');
  new CfnInclude(stack, 'Template', { templateFile });
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)]
    .flatMap(pack => pack.validateScope(app).violations)
    .flatMap(violation => violation.violatingResources.map(resource => ({
      rule: violation.ruleName,
      severity: violation.severity,
      resource: resource.constructPath.split('/').at(-1),
      description: violation.description,
    })));
}
