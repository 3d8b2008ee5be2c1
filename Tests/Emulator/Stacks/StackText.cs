namespace Chat.Emulator.Tests.Stacks;

/// <summary>Pieces of templates, so that a test shows what is particular to its stack alone. YAML, indented as resources are.</summary>
internal static class StackText
{
    /// <summary>An API <c>Api</c> with a stage <c>dev</c>.</summary>
    public const string Api = """
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties: {Name: api, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
          Dev:
            Type: AWS::ApiGatewayV2::Stage
            Properties: {ApiId: !Ref Api, StageName: dev, AutoDeploy: true}

        """;

    /// <summary>A role <c>Role</c> that may do what these tests' functions do.</summary>
    public const string Role = """
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: lambda.amazonaws.com}}]
              Policies:
                - PolicyName: all
                  PolicyDocument:
                    Statement: [{Effect: Allow, Action: ['execute-api:ManageConnections', 'dynamodb:*', 'lambda:InvokeFunction'], Resource: '*'}]

        """;

    /// <summary>A function <c>Fn</c> in <c>code/</c>.</summary>
    /// <param name="variables">In YAML's flow style.</param>
    public static string Function(string variables = "{}", string runtime = "nodejs20.x", string handler = "index.handler", string id = "Fn") => $$"""
          {{id}}:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: {{runtime}}
              Handler: {{handler}}
              Code: code
              Role: !GetAtt Role.Arn
              Timeout: 20
              Environment: {Variables: {{variables}} }

        """;

    /// <summary>A two-way route to a function, with its integration and permission.</summary>
    /// <param name="sourceArn">Of the permission. Null: any source.</param>
    public static string Route(string routeKey = "echo", string function = "Fn", string api = "Api", string? sourceArn = null) => Route(
        routeKey,
        $"{{ApiId: !Ref {api}, IntegrationType: AWS_PROXY, IntegrationUri: !Sub 'arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}.Arn}}/invocations'}}",
        api) + $$"""
          {{Id(routeKey, api)}}Permission:
            Type: AWS::Lambda::Permission
            Properties: {Action: 'lambda:InvokeFunction', FunctionName: !Ref {{function}}, Principal: apigateway.amazonaws.com{{(sourceArn is null ? "" : $", SourceArn: !Sub '{sourceArn}'")}}}

        """;

    /// <summary>A two-way route to an integration.</summary>
    /// <param name="integration">Its properties, in YAML's flow style.</param>
    public static string Route(string routeKey, string integration, string api) => $$$"""
          {{{Id(routeKey, api)}}}:
            Type: AWS::ApiGatewayV2::Route
            Properties: {ApiId: !Ref {{{api}}}, RouteKey: {{{routeKey}}}, Target: !Sub 'integrations/${{{{Id(routeKey, api)}}}Integration}', RouteResponseSelectionExpression: $default}
          {{{Id(routeKey, api)}}}Response:
            Type: AWS::ApiGatewayV2::RouteResponse
            Properties: {ApiId: !Ref {{{api}}}, RouteId: !Ref {{{Id(routeKey, api)}}}, RouteResponseKey: $default}
          {{{Id(routeKey, api)}}}Integration:
            Type: AWS::ApiGatewayV2::Integration
            Properties: {{{integration}}}

        """;

    /// <summary>A template with one function behind the route <c>echo</c>.</summary>
    public static string Echo(string variables = "{}", string more = "", string sections = "") =>
        sections + "\nResources:\n" + Api + Role + Function(variables) + Route() + more;

    /// <summary>Node.js: an expression of <c>event</c> is the answer.</summary>
    public static (string Name, string Text)[] Answers(string expression) =>
        [("index.js", $$"""exports.handler = async (event) => ({ statusCode: 200, body: String({{expression}}) });""")];

    private static string Id(string routeKey, string api) => $"{api}{char.ToUpperInvariant(routeKey.TrimStart('$')[0])}{routeKey.TrimStart('$')[1..]}";
}
