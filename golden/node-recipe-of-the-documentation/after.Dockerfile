# Define custom function directory
ARG FUNCTION_DIR="/var/task"

FROM public.ecr.aws/lambda/nodejs:22 AS build-image

# Include global arg in this stage of the build
ARG FUNCTION_DIR

# Copy function code
RUN mkdir -p ${FUNCTION_DIR}
COPY package.json package-lock.json ${FUNCTION_DIR}/

WORKDIR ${FUNCTION_DIR}

# Install Node.js dependencies
RUN npm install
COPY . ${FUNCTION_DIR}

# Grab a fresh slim copy of the image to reduce the final size
FROM public.ecr.aws/lambda/nodejs:22

# Required for Node runtimes which use npm@8.6.0+
ENV NPM_CONFIG_CACHE=/tmp/.npm

# Include global arg in this stage of the build
ARG FUNCTION_DIR

WORKDIR ${FUNCTION_DIR}

# Copy in the built dependencies
COPY --from=build-image ${FUNCTION_DIR} ${FUNCTION_DIR}

CMD ["index.handler"]
