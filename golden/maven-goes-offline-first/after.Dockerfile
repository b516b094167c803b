FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /src
COPY pom.xml .
RUN mvn -B dependency:go-offline
COPY . .
RUN mvn -B package -DskipTests

FROM public.ecr.aws/lambda/java:21
COPY --from=build /src/target/classes ${LAMBDA_TASK_ROOT}/
CMD ["f.App::handle"]
