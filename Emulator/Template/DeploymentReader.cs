namespace Chat.Emulator.Template;

/// <summary>Finds the <c>AWS::ApiGatewayV2::Deployment</c> that a stage without <c>AutoDeploy</c> shows.</summary>
internal static class DeploymentReader
{
    public const string DeploymentType = "AWS::ApiGatewayV2::Deployment";

    /// <summary>Named by the stage, or a deployment that names the stage. Null: the stage shows nothing.</summary>
    public static string? Find(Properties stage, IEnumerable<Resource> deployments) =>
        stage.OptionalText("DeploymentId")
        ?? deployments.LastOrDefault(deployment => deployment.Properties.OptionalText("StageName") == stage.Text("StageName"))?.Ref;
}
