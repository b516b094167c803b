FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ENV PATH="/root/.dotnet/tools:${PATH}"
WORKDIR /src

# packs the function
RUN dotnet tool install -g Amazon.Lambda.Tools
COPY Function.cs f.csproj ./
RUN dotnet lambda package --configuration Release --output-package /out/f.zip

FROM public.ecr.aws/lambda/dotnet:10
COPY --from=build /src/bin/Release/net10.0/publish/ ${LAMBDA_TASK_ROOT}/
CMD ["f::F.Function::Handle"]
