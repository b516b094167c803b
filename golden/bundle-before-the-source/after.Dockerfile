FROM public.ecr.aws/lambda/ruby:3.3
COPY Gemfile Gemfile.lock ${LAMBDA_TASK_ROOT}/
RUN bundle config set --local path vendor/bundle && bundle config set --local frozen true && bundle install
COPY . ${LAMBDA_TASK_ROOT}/
CMD ["app.handler"]
