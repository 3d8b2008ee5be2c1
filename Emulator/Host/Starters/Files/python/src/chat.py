import json
import os

import boto3

# Made once for each environment. Lambda brings boto3; on your machine: pip install boto3
table = boto3.resource("dynamodb").Table(os.environ["CONNECTIONS_TABLE"])


def handler(event, context):
    request = event["requestContext"]
    match request["routeKey"]:
        case "$connect":
            table.put_item(Item={"connectionId": request["connectionId"]})
        case "$disconnect":
            table.delete_item(Key={"connectionId": request["connectionId"]})
        case "say":
            endpoint = f"https://{request['domainName']}/{request['stage']}"
            broadcast(endpoint, json.loads(event["body"]).get("text", ""))

    return {"statusCode": 200}


def broadcast(endpoint, text):
    connections = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)
    for connection_id in everybody():
        try:
            connections.post_to_connection(ConnectionId=connection_id, Data=text.encode())
        except connections.exceptions.GoneException:
            # It has left; AWS tells $disconnect later, or never.
            table.delete_item(Key={"connectionId": connection_id})
        except Exception as error:
            print(f"not delivered to {connection_id}: {error}")


def everybody():
    page = table.scan()
    yield from (row["connectionId"] for row in page["Items"])
    while "LastEvaluatedKey" in page:
        page = table.scan(ExclusiveStartKey=page["LastEvaluatedKey"])
        yield from (row["connectionId"] for row in page["Items"])
