export default () => "prices";
