"""AWS's SDK for Python against an API and a table, each given by its endpoint: as sdk.mjs.

    python3 sdk.py CALLBACK TABLE TEXT

Exit code 0: all as expected; otherwise stderr says what was not.
"""
import datetime
import sys

import boto3
from botocore.config import Config

callback, table, text = sys.argv[1:]
config = Config(region_name="us-east-1", retries={"total_max_attempts": 1})
connections = boto3.client("apigatewaymanagementapi", endpoint_url=callback, config=config)
tables = boto3.client("dynamodb", endpoint_url=table, config=config)

rows = tables.scan(TableName="websocket-connections", ConsistentRead=True)["Items"]
assert len(rows) == 1, rows
connection_id = rows[0]["connectionId"]["S"]

found = connections.get_connection(ConnectionId=connection_id)
age = datetime.datetime.now(datetime.timezone.utc) - found["ConnectedAt"]
assert abs(age) < datetime.timedelta(minutes=1), found
assert found["Identity"]["SourceIp"] == "127.0.0.1", found

connections.post_to_connection(ConnectionId=connection_id, Data=text.encode())
connections.delete_connection(ConnectionId=connection_id)

try:
    connections.post_to_connection(ConnectionId=connection_id, Data=text.encode())
    sys.exit("a post to a connection that ended went through")
except connections.exceptions.GoneException as gone:
    assert gone.response["ResponseMetadata"]["HTTPStatusCode"] == 410, gone.response
