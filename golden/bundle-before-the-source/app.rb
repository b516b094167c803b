require "mime-types"

def handler(event:, context:)
  MIME::Types.count
end
