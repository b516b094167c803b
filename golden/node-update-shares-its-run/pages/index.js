export default () => "soup";
