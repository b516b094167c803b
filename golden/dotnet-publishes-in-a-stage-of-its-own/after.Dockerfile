FROM public.ecr.aws/lambda/dotnet:10 AS base

FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build
WORKDIR /src
COPY Tea.csproj .
RUN dotnet restore Tea.csproj
COPY . .
RUN dotnet build Tea.csproj -c Release -o /app/build

FROM build AS publish
RUN dotnet publish Tea.csproj -c Release -r linux-x64 --self-contained false -o /app/publish

FROM base AS final
COPY --from=publish /app/publish ${LAMBDA_TASK_ROOT}/
CMD ["Tea::Tea.Function::Handle"]
