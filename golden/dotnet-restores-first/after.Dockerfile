FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build
WORKDIR /src
COPY f.csproj .
RUN dotnet restore f.csproj
COPY . .
RUN dotnet publish f.csproj --no-restore -c Release -o /out

FROM public.ecr.aws/lambda/dotnet:10
COPY --from=build /out ${LAMBDA_TASK_ROOT}/
CMD ["f::F.Function::Handle"]
