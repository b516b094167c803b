FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build
WORKDIR /src
COPY Tea.csproj .
RUN dotnet restore Tea.csproj -r linux-x64
COPY . .
RUN dotnet publish Tea.csproj -c Release -r linux-x64 --self-contained false -o /out

FROM public.ecr.aws/lambda/dotnet:10
COPY --from=build /out ${LAMBDA_TASK_ROOT}/
CMD ["Tea::Tea.Function::Handle"]
