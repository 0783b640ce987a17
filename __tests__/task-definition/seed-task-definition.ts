/** A task definition file as a team wrote it by hand, placeholders and all. */
export const SEED_TASK_DEFINITION = `{
  "family": "busyb-google-workspace-mcp",
  "networkMode": "awsvpc",
  "requiresCompatibilities": ["FARGATE"],
  "cpu": "512",
  "memory": "1024",
  "executionRoleArn": "arn:aws:iam::<ACCOUNT_ID>:role/ecsTaskExecutionRole",
  "taskRoleArn": "arn:aws:iam::<ACCOUNT_ID>:role/busyb-mcp-task-role",
  "containerDefinitions": [
    {
      "name": "busyb-google-workspace-mcp",
      "image": "<ACCOUNT_ID>.dkr.ecr.us-east-1.amazonaws.com/busyb-google-workspace-mcp:latest",
      "portMappings": [
        {
          "containerPort": 8000,
          "protocol": "tcp"
        }
      ],
      "essential": true,
      "environment": [
        {
          "name": "PORT",
          "value": "8000"
        },
        {
          "name": "WORKSPACE_MCP_PORT",
          "value": "8000"
        },
        {
          "name": "WORKSPACE_MCP_BASE_URI",
          "value": "http://google-workspace.busyb.local"
        },
        {
          "name": "MCP_ENABLE_OAUTH21",
          "value": "true"
        },
        {
          "name": "MCP_SINGLE_USER_MODE",
          "value": "0"
        },
        {
          "name": "OAUTHLIB_INSECURE_TRANSPORT",
          "value": "0"
        }
      ],
      "secrets": [
        {
          "name": "MCP_GOOGLE_OAUTH_CLIENT_ID",
          "valueFrom": "arn:aws:secretsmanager:us-east-1:<ACCOUNT_ID>:secret:busyb/google-oauth-client-id"
        },
        {
          "name": "MCP_GOOGLE_OAUTH_CLIENT_SECRET",
          "valueFrom": "arn:aws:secretsmanager:us-east-1:<ACCOUNT_ID>:secret:busyb/google-oauth-client-secret"
        },
        {
          "name": "MCP_GOOGLE_CREDENTIALS_DIR",
          "valueFrom": "arn:aws:secretsmanager:us-east-1:<ACCOUNT_ID>:secret:busyb/s3-credentials-bucket"
        }
      ],
      "logConfiguration": {
        "logDriver": "awslogs",
        "options": {
          "awslogs-group": "/ecs/busyb-google-workspace-mcp",
          "awslogs-region": "us-east-1",
          "awslogs-stream-prefix": "ecs",
          "awslogs-create-group": "true"
        }
      },
      "healthCheck": {
        "command": ["CMD-SHELL", "curl -f http://localhost:8000/health || exit 1"],
        "interval": 30,
        "timeout": 5,
        "retries": 3,
        "startPeriod": 60
      }
    }
  ]
}
`
